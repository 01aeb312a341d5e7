from .login_attempts import LoginAttempts
from .organisations import Organisation, Property
from .sessions import Session
from .users import Role, User

__all__ = ["LoginAttempts", "Organisation", "Property", "Role", "Session", "User"]
